/** The addresses of the portal's pages, for links between them. */

/** The pages that the menu leads to, and the sign-in page. */
export const PATHS = {
  overview: '/',
  connections: '/connections',
  files: '/files',
  activityLog: '/activities',
  signIn: '/sign-in',
} as const;

/** The name of the parameter that opens the dialog of `CONNECT_BOX_PATH`. */
export const CONNECT_PARAM = 'connect';
/** The connections page with the dialog "Connect Box" open. */
export const CONNECT_BOX_PATH = `${PATHS.connections}?${CONNECT_PARAM}=box`;

/** A file by both its ids: Box's file ids are unique within a connection. */
interface FileIds {
  readonly connectionId: string;
  readonly fileId: string;
}

/** The sign-in page, which returns to the given address. */
export const signInPath = (returnTo: string): string => `${PATHS.signIn}?to=${encodeURIComponent(returnTo)}`;

/** The page of one connection. */
export const connectionPath = (id: string): string => `${PATHS.connections}/${encodeURIComponent(id)}`;

/** The files page with filters, named as in its address. */
export const filesPath = (params: Readonly<Record<string, string>>): string => withParams(PATHS.files, params);

/** A file as the `file` parameter of the files page has it. */
export const fileParam = ({ connectionId, fileId }: FileIds): string => `${connectionId}/${fileId}`;

/** The files page with the drawer of one file open, among the files of its connection. */
export const filePath = (file: FileIds): string =>
  filesPath({ connectionId: file.connectionId, file: fileParam(file) });

/** The activity log with filters, named as in its address. */
export const activityLogPath = (params: Readonly<Record<string, string>>): string =>
  withParams(PATHS.activityLog, params);

const withParams = (path: string, params: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(params).toString()}`;
