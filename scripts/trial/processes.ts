/** API and worker on the servers of a trial. */
import { boxwardAt, type Boxward } from '../../clients/boxward.js';
import { apiChild, migrate, workerChild } from '../stack/boxward.js';
import type { Child } from '../stack/child.js';
import { localUrl } from '../stack/ports.js';
import type { Bed } from './bed.js';

/** API and worker of one version of the code. */
export interface Processes {
  readonly worker: Child;
  readonly api: Child;
  /** The address of the API. */
  readonly url: string;
  /** A client of the API. */
  readonly boxward: Boxward;
}

/** The code of another version. */
export interface Version {
  /** Ends the names of the processes, and so of their logs. */
  readonly name: string;
  /** Where the code is; by default, this repository. */
  readonly root?: string;
}

/** API and worker that use the Box at `boxUrl`; neither runs before it is started. */
export async function processesOn(bed: Bed, boxUrl: string, version?: Version): Promise<Processes> {
  const env = await bed.environment(boxUrl);
  const url = localUrl(env.BOXWARD_LISTEN);
  const { root } = version ?? {};
  const nameOf = (name: string): string => (version ? `${name}-${version.name}` : name);
  return {
    worker: workerChild(bed.folder, env, nameOf('worker'), root),
    api: apiChild(bed.folder, env, '/readyz', { name: nameOf('api'), ...(root === undefined ? {} : { root }) }),
    url,
    boxward: boxwardAt(url, bed.adminToken),
  };
}

/** Migrates the database, then starts a worker and an API of this repository. Throws if one does not start. */
export async function startProcesses(bed: Bed, boxUrl: string): Promise<Processes> {
  await migrate(bed.databaseUrl);
  const processes = await processesOn(bed, boxUrl);
  await processes.worker.start();
  await processes.api.start();
  return processes;
}
