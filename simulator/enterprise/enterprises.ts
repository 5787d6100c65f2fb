/** The enterprises of the simulator. */
import type { SimEnterprise } from './model.js';

/** The enterprise that the simulator simulates. */
export const ACME: SimEnterprise = { id: '1234567', name: 'Acme' };
/** An unrelated enterprise, for tests of what must not cross enterprise boundaries. */
export const OTHER: SimEnterprise = { id: '7654321', name: 'Other Enterprise' };
