/**
 * The health check of a worker's container: ends with 0 if a worker of this machine has reported itself within the last
 * 30 s, else with 1. Needs only DATABASE_URL.
 */
import { problemOfOwnWorkers } from './worker/own-workers.js';

const databaseUrl = process.env['DATABASE_URL'];
if (!databaseUrl) {
  process.stderr.write('DATABASE_URL is not set\n');
  process.exit(1);
}
const problem = await problemOfOwnWorkers(databaseUrl);
if (problem !== null) process.stderr.write(`${problem}\n`);
process.exit(problem === null ? 0 : 1);
