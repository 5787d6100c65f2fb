/** The purposes of calls are in the domain: the month's plan counts them. */
export { CALL_PURPOSES, type CallPurpose } from '../domain/monthly-calls.js';
