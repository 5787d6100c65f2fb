/** The recursive crawl that one would write with Box's official SDK. */
import { BoxClient, BoxDeveloperTokenAuth } from 'box-node-sdk';
import { z } from 'zod';
import { boxToken } from './box-token.js';

/** What the crawl has found, and how long it took. */
export interface SdkCrawl {
  readonly files: number;
  readonly seconds: number;
}

const FIELDS = ['name', 'size', 'sha1', 'etag', 'owned_by', 'shared_link', 'has_collaborations', 'modified_at'];
const PAGE = 1_000;
/** The SDK's folders have no `has_collaborations`; the response that it keeps has. */
const rawPage = z.object({
  entries: z.array(z.object({ id: z.string(), has_collaborations: z.boolean().optional() })),
});

/** Lists every user's folders one after the other, and the collaborations of each item that has any. */
export async function crawlWithSdk(simulatorUrl: string): Promise<SdkCrawl> {
  const auth = new BoxDeveloperTokenAuth({ token: await boxToken(simulatorUrl) });
  const urls = { baseUrl: simulatorUrl, uploadUrl: simulatorUrl, oauth2Url: simulatorUrl };
  const admin = new BoxClient({ auth }).withCustomBaseUrls(urls);
  const files = new Set<string>();
  const startedAt = performance.now();
  const me = await admin.users.getUserMe();
  for (const userId of await activeUsers(admin)) {
    // Box refuses As-User with the caller's own id.
    await crawlFolder(userId === me.id ? admin : admin.withAsUserHeader(userId), '0');
  }
  return { files: files.size, seconds: (performance.now() - startedAt) / 1_000 };

  async function crawlFolder(client: BoxClient, folderId: string): Promise<void> {
    for (let marker: string | undefined = ''; marker !== undefined;) {
      const queryParams = { fields: FIELDS, usemarker: true, limit: PAGE, ...(marker && { marker }) };
      const page = await client.folders.getFolderItems(folderId, { queryParams });
      const raw = rawPage.parse(page.rawData).entries;
      const shared = new Set(raw.flatMap(({ id, has_collaborations: isShared }) => (isShared === true ? id : [])));
      for (const item of page.entries ?? []) {
        if (item.type === 'web_link') continue;
        if (item.type === 'file') files.add(item.id);
        if (shared.has(item.id)) {
          if (item.type === 'file') await client.listCollaborations.getFileCollaborations(item.id);
          else await client.listCollaborations.getFolderCollaborations(item.id);
        }
        if (item.type === 'folder') await crawlFolder(client, item.id);
      }
      marker = page.nextMarker ?? undefined;
    }
  }
}

async function activeUsers(client: BoxClient): Promise<string[]> {
  const ids: string[] = [];
  for (let marker: string | undefined = ''; marker !== undefined;) {
    const page = await client.users.getUsers({ usemarker: true, limit: PAGE, ...(marker && { marker }) });
    for (const { id, status } of page.entries ?? []) if (status === 'active') ids.push(id);
    marker = page.nextMarker ?? undefined;
  }
  return ids;
}
