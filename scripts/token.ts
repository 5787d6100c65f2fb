/** `npm run token`: creates, lists and revokes API tokens. */
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { API_ROLES } from '../src/domain/access.js';
import { hashToken, insertToken, listTokens, revokeApiToken } from '../src/store/access/api-tokens.js';
import { audit } from '../src/store/access/audit-log.js';
import { openDatabase, type Db } from '../src/store/sql/postgres.js';
import { parseOptions, runCommand, UsageError } from './options.js';

const HELP = `Manages the API tokens in the database at DATABASE_URL.

  npm run token -- create --name <name> --role <admin|operator>   prints the new token, which cannot be shown again
  npm run token -- list
  npm run token -- revoke <id>
`;

const OPTIONS = { name: { type: 'string' }, role: { type: 'string' }, help: { type: 'boolean' } } as const;
const wanted = z.object({ name: z.string().min(1).max(100), role: z.enum(API_ROLES) });

await runCommand(main);

async function main(): Promise<number> {
  const { values, positionals } = parseOptions({ allowPositionals: true, options: OPTIONS });
  const [command, id] = positionals;
  if (values.help || !command) {
    process.stdout.write(HELP);
    return 0;
  }
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is not set');
  const db = openDatabase(url, { maxConnections: 1, applicationName: 'boxward-token' });
  try {
    switch (command) {
      case 'create':
        await create(db, values);
        return 0;
      case 'list':
        for (const token of await listTokens(db)) {
          const state = token.revokedAt ? `revoked ${token.revokedAt.toISOString()}` : 'valid';
          process.stdout.write(`${token.id}  ${token.role.padEnd(8)}  ${state}  ${token.name}\n`);
        }
        return 0;
      case 'revoke':
        if (!id || !(await revokeApiToken(db, id)))
          throw new Error('There is no valid token with this id; list shows them');
        await audit(db, { tokenId: 'command-line', action: 'token.revoke', target: id });
        process.stdout.write('Revoked\n');
        return 0;
      default:
        throw new UsageError(`"${command}" is not a command; --help lists the commands`);
    }
  } finally {
    await db.destroy();
  }
}

async function create(db: Db, values: object): Promise<void> {
  const given = wanted.safeParse(values);
  if (!given.success) throw new UsageError('create requires --name, and --role admin or operator');
  const token = `bw_${randomBytes(32).toString('base64url')}`;
  const id = randomUUID();
  await insertToken(db, { id, ...given.data, hash: hashToken(token) });
  await audit(db, { tokenId: 'command-line', action: 'token.create', target: id });
  process.stdout.write(`${token}\n`);
}
