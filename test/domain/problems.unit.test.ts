import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, problem, type ProblemCode } from '../../src/domain/problems.js';

describe('docs/troubleshooting.md', () => {
  it('has a row for every problem, with the texts of the catalogue', async () => {
    const page = (await readFile('docs/troubleshooting.md', 'utf8')).replace(/\s+/g, ' ');
    for (const code of Object.keys(CATALOGUE) as ProblemCode[]) {
      const { message, remedy } = problem(code);
      for (const text of [`\`${code}\``, CATALOGUE[code].boxSays, message, remedy ?? 'nothing to do']) {
        expect(page, code).toContain(text.replaceAll('|', '\\|'));
      }
    }
  });
});
