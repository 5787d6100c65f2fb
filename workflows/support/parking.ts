import { condition, getExternalWorkflowHandle, setHandler } from '@temporalio/workflow';
import { connectBoxWorkflowId, credentialsRejected, credentialsRenewed } from '../contract.js';
import { showDetails } from './details.js';
import { failureType } from './failure-type.js';

/**
 * How a child of a connection waits while Box rejects the credentials. It reports the rejection to ConnectBoxWorkflow,
 * which asks an admin for a new consent and then signals `credentialsRenewed`; the child continues where it stopped.
 */
export interface Parking {
  readonly isParked: boolean;
  /** Runs a step once. If Box rejects the credentials, parks and returns undefined. */
  runOrPark<T>(step: () => Promise<T>): Promise<T | undefined>;
  /** Runs a step until Box accepts the credentials, waiting for a new consent in between. */
  retryUntilAuthorized<T>(step: () => Promise<T>): Promise<T>;
  /** Waits until the credentials are valid again. `title` names the connection in Temporal's UI. */
  waitForRenewal(title?: string): Promise<void>;
}

/** The parking of one run of a child workflow; handles the signal `credentialsRenewed`. `onRenewed` is called if it was parked. */
export function createParking(connectionId: string, onRenewed?: () => void): Parking {
  let isParked = false;
  const renew = (): void => {
    if (isParked) onRenewed?.();
    isParked = false;
  };
  setHandler(credentialsRenewed, renew, { description: 'The credentials are valid again: continue.' });

  async function runOrPark<T>(step: () => Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (failureType(error) !== 'BoxUnauthorized') throw error;
      if (!isParked) {
        isParked = true;
        await getExternalWorkflowHandle(connectBoxWorkflowId(connectionId)).signal(credentialsRejected);
      }
      return undefined;
    }
  }

  async function retryUntilAuthorized<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      const result = await runOrPark(async () => ({ value: await step() }));
      if (result) return result.value;
      await waitForRenewal();
    }
  }

  async function waitForRenewal(title = connectionId): Promise<void> {
    showDetails(title, 'Parked: Box rejected the credentials. Waiting for a new consent.');
    await condition(() => !isParked);
  }

  return {
    get isParked() {
      return isParked;
    },
    runOrPark,
    retryUntilAuthorized,
    waitForRenewal,
  };
}
