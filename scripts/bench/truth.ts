/** Compares the stored files with those at Box, some thousand at a time, so that a million need little memory. */
import { openClient } from './client.js';
import { truthFile, type TruthFile } from '../../clients/simulator.js';
import { differences } from '../demo/compare.js';

const BATCH = 2_000;
const MAX_LINES = 5;

/** What differs, each in one line; of many the first few. Throws if Postgres or the simulator does not answer. */
export async function truthFaults(simulatorUrl: string, databaseUrl: string, connectionId: string): Promise<string[]> {
  const client = await openClient(databaseUrl);
  try {
    const lines: string[] = [];
    let expected = 0;
    for await (const batch of truthBatches(simulatorUrl)) {
      expected += batch.length;
      const { rows } = await client.query<StoredFile>(STORED, [connectionId, batch.map(({ fileId }) => fileId)]);
      const stored = rows.map((row) => ({ ...row, size: Number(row.size) }));
      lines.push(...differences(batch, stored, MAX_LINES - Math.min(lines.length, MAX_LINES)).shown);
    }
    const { rows } = await client.query<{ count: string }>(
      `select count(*) from files where connection_id = $1 and state = 'active'`,
      [connectionId],
    );
    const count = Number(rows[0]?.count);
    return count === expected ? lines : [`${count} files are stored, ${expected} are at Box`, ...lines];
  } finally {
    await client.end();
  }
}

type Compared = Pick<TruthFile, 'fileId' | 'path' | 'ownerId' | 'sha1' | 'access' | 'hasCollaborations' | 'sharedLink'>;
type StoredFile = Compared & { readonly size: string };

const STORED = `
  select file_id as "fileId", path, owner_id as "ownerId", size, sha1, access,
    has_collaborations as "hasCollaborations", shared_link as "sharedLink"
  from files where connection_id = $1 and state = 'active' and file_id = any($2::text[])`;

async function* truthBatches(simulatorUrl: string): AsyncIterable<TruthFile[]> {
  const response = await fetch(`${simulatorUrl}/_sim/truth/files`);
  if (!response.ok || response.body === null) throw new Error(`The simulator returned ${response.status}`);
  let batch: TruthFile[] = [];
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') batch.push(truthFile.parse(JSON.parse(line)));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
