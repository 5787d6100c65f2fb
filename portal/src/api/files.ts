/** Files, as the API tells them. */
import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { sortText, type FileFilter, type FileKey, type View } from '../files/view.js';
import { answerOf, api } from './client.js';
import type { components, paths } from './schema.js';

/** A file, as lists have it. */
export type File = components['schemas']['File'];
/** A file with who is let in, and when it was looked at. */
export type FileDetail =
  paths['/v1/files/{connectionId}/{fileId}']['get']['responses'][200]['content']['application/json'];
type Summary = paths['/v1/files/summary']['get']['responses'][200]['content']['application/json'];
type Page = paths['/v1/files']['get']['responses'][200]['content']['application/json'];

/** Under which key all is known that is known of files. */
export const FILES_KEY = ['files'] as const;

/** A page of the table; the one before it is shown until it is there. */
export const filesQuery = ({ filter, sort, limit, cursor }: Omit<View, 'file'>) =>
  queryOptions({
    queryKey: [...FILES_KEY, 'page', filter, sortText(sort), limit, cursor],
    queryFn: async ({ signal }): Promise<Page> => {
      const query = { ...filter, sort: sortText(sort), limit, ...(cursor === null ? {} : { cursor }) };
      return answerOf(api.GET('/v1/files', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });

/** How many files fit, by exposure, whatever exposure is filtered by. */
export const filesSummaryQuery = (filter: Omit<FileFilter, 'access'>) =>
  queryOptions({
    queryKey: [...FILES_KEY, 'summary', filter],
    queryFn: async ({ signal }): Promise<Summary> =>
      answerOf(api.GET('/v1/files/summary', { params: { query: filter }, signal })),
    placeholderData: keepPreviousData,
    // It reads every file that fits.
    staleTime: 30_000,
  });

/** One file, with all that is known of it. */
export const fileQuery = ({ connectionId, fileId }: FileKey) =>
  queryOptions({
    queryKey: [...FILES_KEY, 'one', connectionId, fileId],
    queryFn: async ({ signal }): Promise<FileDetail> =>
      answerOf(api.GET('/v1/files/{connectionId}/{fileId}', { params: { path: { connectionId, fileId } }, signal })),
  });

/** What was done to a file, the newest first. */
export const fileActivitiesQuery = ({ connectionId, fileId }: FileKey) =>
  queryOptions({
    queryKey: [...FILES_KEY, 'activities', connectionId, fileId],
    queryFn: async ({ signal }) => {
      const query = { connectionId, itemId: fileId, limit: 20 };
      return answerOf(api.GET('/v1/activities', { params: { query }, signal }));
    },
  });

/** Puts a file at the head of its connection's queue. */
export function useScanNow({ connectionId, fileId }: FileKey): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const body = { fileIds: [fileId] };
      return answerOf(api.POST('/v1/connections/{id}/scan/promote', { params: { path: { id: connectionId } }, body }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: fileQuery({ connectionId, fileId }).queryKey }),
  });
}
