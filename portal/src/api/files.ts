/** Queries of files, and the request to scan one. */
import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { api, unwrap } from './client.js';
import type { components, paths } from './schema.js';

/** A file, as lists have it. */
export type File = components['schemas']['File'];
/** A file with its collaborators and its last scans. */
export type FileDetail =
  paths['/v1/files/{connectionId}/{fileId}']['get']['responses'][200]['content']['application/json'];
type Query = NonNullable<paths['/v1/files']['get']['parameters']['query']>;
/** The number of files by exposure and by state. */
export type FileSummary = paths['/v1/files/summary']['get']['responses'][200]['content']['application/json'];
type Page = paths['/v1/files']['get']['responses'][200]['content']['application/json'];

/** The filters of a list of files; a filter that is not set is missing. */
export type FileFilter = Readonly<Omit<Query, 'state' | 'sort' | 'limit' | 'cursor' | 'format'>> & {
  /** Active files if it is missing. The API takes several states, this page one. */
  readonly state?: Extract<Query['state'], string>;
};
/** The sort of a list of files: a column, with a minus for descending order. */
export type FileSort = NonNullable<Query['sort']>;
/** One page of a list of files; the cursor of the first page is null. */
export interface FilePage {
  readonly filter: FileFilter;
  readonly sort: FileSort;
  readonly limit: number;
  readonly cursor: string | null;
}
/** A file by both its ids: Box's file ids are unique within a connection. */
export interface FileKey {
  readonly connectionId: string;
  readonly fileId: string;
}

/** The start of every query key of files. */
export const FILES_KEY = ['files'] as const;

/** A page of files; while it loads, the data is that of the page before. */
export const filesQuery = ({ filter, sort, limit, cursor }: FilePage) =>
  queryOptions({
    queryKey: [...FILES_KEY, 'page', filter, sort, limit, cursor],
    queryFn: async ({ signal }): Promise<Page> => {
      const query = { ...filter, sort, limit, ...(cursor === null ? {} : { cursor }) };
      return unwrap(api.GET('/v1/files', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });

/** The number of files by exposure and by state, under all other filters. */
export const filesSummaryQuery = (filter: FileFilter) =>
  queryOptions({
    // The API ignores `access`: every value of it has the same summary.
    queryKey: [...FILES_KEY, 'summary', { ...filter, access: undefined }],
    queryFn: async ({ signal }): Promise<FileSummary> =>
      unwrap(api.GET('/v1/files/summary', { params: { query: filter }, signal })),
    placeholderData: keepPreviousData,
    // The API reads every matching file to count them.
    staleTime: 30_000,
  });

/** One file in detail. */
export const fileQuery = ({ connectionId, fileId }: FileKey) =>
  queryOptions({
    queryKey: [...FILES_KEY, 'one', connectionId, fileId],
    queryFn: async ({ signal }): Promise<FileDetail> =>
      unwrap(api.GET('/v1/files/{connectionId}/{fileId}', { params: { path: { connectionId, fileId } }, signal })),
  });

/** The newest 20 events of a file, newest first. */
export const fileActivitiesQuery = ({ connectionId, fileId }: FileKey) =>
  queryOptions({
    queryKey: [...FILES_KEY, 'activities', connectionId, fileId],
    queryFn: async ({ signal }) => {
      const query = { connectionId, itemId: fileId, limit: 20 };
      return unwrap(api.GET('/v1/activities', { params: { query }, signal }));
    },
  });

/** Moves a file to the front of its connection's scan queue. */
export function useScanNow({
  connectionId,
  fileId,
}: FileKey): UseMutationResult<{ readonly message: string }, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const body = { fileIds: [fileId] };
      return unwrap(api.POST('/v1/connections/{id}/scan/promote', { params: { path: { id: connectionId } }, body }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: fileQuery({ connectionId, fileId }).queryKey }),
  });
}
