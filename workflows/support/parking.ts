import { condition, getExternalWorkflowHandle, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { connectBoxWorkflowId, credentialsRejected, credentialsRenewed } from '../contract.js';
import { failureType } from './failure-type.js';

/** Where a workflow waits while Box rejects our credentials. */
export interface Parking {
  readonly isParked: boolean;
  /** Runs a step once; if Box rejects our credentials, parks, tells the connection, and answers undefined. */
  attempt<T>(step: () => Promise<T>): Promise<T | undefined>;
  /** Runs a step until Box accepts our credentials, waiting for a new consent in between. */
  insist<T>(step: () => Promise<T>): Promise<T>;
  /** Waits until the credentials are good again. */
  renewal(): Promise<void>;
}

/** Parks and unparks one run of a connection's child workflow. */
export function createParking(connectionId: string): Parking {
  let parked = false;
  setHandler(credentialsRenewed, () => {
    parked = false;
  });

  async function attempt<T>(step: () => Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (failureType(error) !== 'BoxUnauthorized') throw error;
      if (!parked) {
        parked = true;
        await getExternalWorkflowHandle(connectBoxWorkflowId(connectionId)).signal(credentialsRejected);
      }
      return undefined;
    }
  }

  async function insist<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      const result = await attempt(async () => ({ value: await step() }));
      if (result) return result.value;
      await renewal();
    }
  }

  async function renewal(): Promise<void> {
    setCurrentDetails('Parked: Box rejected the credentials. Waiting for a new consent.');
    await condition(() => !parked);
  }

  return {
    get isParked() {
      return parked;
    },
    attempt,
    insist,
    renewal,
  };
}
