/** Responses as short texts, for tests that count what a fault does. */

/** A response in words: its status and what is unusual about it, or that the connection broke. */
export async function describeResponse(pending: Promise<Response>): Promise<string> {
  try {
    const response = await pending;
    const text = await response.text();
    const retry = response.headers.get('retry-after');
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const length = response.headers.has('content-length') ? '' : ' in pieces';
    return `${response.status}${retry === null ? '' : ` after ${retry}`}${text === '' ? ' empty' : isJson ? '' : ' not JSON'}${shapeOf(text)}${length}`;
  } catch {
    return 'broken';
  }
}

function shapeOf(text: string): string {
  try {
    if (text === '') return '';
    const body: unknown = JSON.parse(text);
    const isBox = typeof body === 'object' && body !== null && 'type' in body;
    return isBox ? '' : ' wrong shape';
  } catch {
    return ' malformed';
  }
}
