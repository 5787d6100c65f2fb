import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT } from './expectations/content.js';
import { PEOPLE } from './expectations/people.js';
import { SHARING } from './expectations/sharing.js';
import { startSdkEnterprise, type SdkEnterprise } from '../support/sdk-enterprise.js';

const EXPECTATIONS = [...CONTENT, ...SHARING, ...PEOPLE];

let box: SdkEnterprise;
beforeAll(async () => {
  box = await startSdkEnterprise();
});
afterAll(() => box.close());

describe("an expectation of the published tests of Box's SDK: Box", () => {
  for (const { says, from, check } of EXPECTATIONS) it(`${says} (${from})`, () => check(box));
});

describe('the list of expectations', () => {
  it('is the list in simulator/EXPECTATIONS.md', () => {
    const rows = EXPECTATIONS.map(({ says, from }, i) => `| ${i + 1} | Box ${says} | \`${from}\` |`);
    const page = readFileSync(fileURLToPath(new URL('../../../simulator/EXPECTATIONS.md', import.meta.url)), 'utf8');
    // Prettier pads the columns with spaces.
    const shown = page.split('\n').filter((line) => /^\| \d/.test(line));
    expect(shown.map((line) => line.replaceAll(/ +/g, ' '))).toEqual(rows);
    expect(rows.length).toBeGreaterThanOrEqual(45);
  });
});
