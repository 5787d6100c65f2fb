import { z } from 'zod';

/** The body of an error response (RFC 9457, application/problem+json). */
export const problemSchema = z
  .object({
    type: z.string().describe('Identifies the kind of problem'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('A stable code, listed in docs/troubleshooting.md'),
    detail: z.string().describe('What happened and what to do'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('The invalid fields'),
  })
  .meta({ id: 'Problem' });

/** Response headers, and the fields that are invalid. */
export interface ApiErrorExtra {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** An error with a status and a stable code. Routes throw it; error-handler.ts renders it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly extra: ApiErrorExtra = {},
  ) {
    super(detail);
  }
}

/** Creates the 503 for an unavailable Temporal; `detail` says what to do. */
export function temporalUnavailable(detail: string): ApiError {
  return new ApiError(503, 'workflows_unavailable', detail, { headers: { 'retry-after': '5' } });
}
