/** A simulated enterprise that is connected to Boxward. */
import type { Boxward, Connection } from '../../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../../clients/simulator.js';
import type { EnterpriseSize } from '../options.js';
import { eventually, type Patience } from '../stack/eventually.js';
import { startBed, type Bed } from './bed.js';
import { startProcesses, type Processes } from './processes.js';
import { step } from './say.js';

/** A connection, and how to reach what it connects. */
export interface Connected {
  readonly bed: Bed;
  readonly boxward: Boxward;
  readonly simulator: SimulatorControls;
  readonly connectionId: string;
}

/** The account that gives consent in a trial. */
export const LOGIN = 'admin@acme.example';

/** Starts all servers, a simulator, a worker and an API, and connects the enterprise. Throws if one does not start. */
export async function startConnected(folder: string, size: EnterpriseSize): Promise<Connected & Processes> {
  const bed = await startBed(folder, step);
  const simulatorUrl = await bed.simulator(size);
  const simulator = simulatorAt(simulatorUrl);
  const processes = await startProcesses(bed, simulatorUrl);
  const connectionId = await connect(processes.boxward, simulator, 'Acme');
  return { ...processes, bed, simulator, connectionId };
}

/** Creates a connection and gives consent at the simulator. Returns the id of the connection. */
export async function connect(boxward: Boxward, simulator: SimulatorControls, name: string): Promise<string> {
  const { id, consentUrl } = await boxward.createConnection(name);
  await simulator.consent(consentUrl, { login: LOGIN });
  return id;
}

/** Waits until the first scan has finished, and whatever `isDone` asks for. Throws when the patience is over. */
export async function untilScanned(
  boxward: Boxward,
  connectionId: string,
  patience: Patience,
  isDone: (connection: Connection) => boolean = () => true,
): Promise<void> {
  await eventually(
    () => boxward.getConnection(connectionId),
    (connection) => connection.scan.finishedAt !== null && isDone(connection),
    patience,
  );
}
