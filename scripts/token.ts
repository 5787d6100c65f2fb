/** API tokens: `npm run token -- create --name "SIEM" --role operator`, `list`, `revoke <id>`. */
import { randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { hashToken, insertToken, listTokens, revokeApiToken } from '../src/store/api-tokens.js';
import { audit } from '../src/store/audit-log.js';
import { openDatabase } from '../src/store/postgres.js';

const HELP = `API tokens, in the database at DATABASE_URL.

  npm run token -- create --name <name> --role <admin|operator>   prints the token, once
  npm run token -- list
  npm run token -- revoke <id>
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string' }, role: { type: 'string' }, help: { type: 'boolean', default: false } },
});
const [command, id] = positionals;
const databaseUrl = process.env['DATABASE_URL'];
if (values.help || !command) process.stdout.write(HELP);
else if (!databaseUrl) fail('DATABASE_URL is not set');
else await run(databaseUrl);

async function run(url: string): Promise<void> {
  const db = openDatabase(url, { maxConnections: 1, applicationName: 'boxward-token' });
  try {
    switch (command) {
      case 'create': {
        const wanted = z
          .object({ name: z.string().min(1).max(100), role: z.enum(['admin', 'operator']) })
          .safeParse(values);
        if (!wanted.success) {
          fail('create needs --name and --role admin or operator');
          return;
        }
        const token = `bw_${randomBytes(32).toString('base64url')}`;
        const tokenId = randomUUID();
        await insertToken(db, { id: tokenId, ...wanted.data, hash: hashToken(token) });
        await audit(db, { tokenId: 'command-line', action: 'token.create', target: tokenId });
        process.stdout.write(`${token}\n`);
        return;
      }
      case 'list':
        for (const token of await listTokens(db)) {
          const state = token.revokedAt ? `revoked ${token.revokedAt.toISOString()}` : 'valid';
          process.stdout.write(`${token.id}  ${token.role.padEnd(8)}  ${state}  ${token.name}\n`);
        }
        return;
      case 'revoke':
        if (!id || !(await revokeApiToken(db, id))) {
          fail('There is no valid token of this id; see: npm run token -- list');
          return;
        }
        await audit(db, { tokenId: 'command-line', action: 'token.revoke', target: id });
        process.stdout.write('Revoked\n');
        return;
      default:
        fail(`"${String(command)}" is not a command\n\n${HELP}`);
    }
  } finally {
    await db.destroy();
  }
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
