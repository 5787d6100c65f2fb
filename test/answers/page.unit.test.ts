import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/domain/problems.js';
import { answersPage } from './page.js';
import { ROWS } from './rows.js';

const PAGE = fileURLToPath(new URL('../../docs/answers.md', import.meta.url));

describe('docs/answers.md', () => {
  it('lists the table of answers; "vitest -u" writes it', async () => {
    const options = { ...(await resolveConfig(PAGE)), filepath: PAGE };
    await expect(await format(answersPage(), options)).toMatchFileSnapshot(PAGE);
  });
});

describe('the table of answers', () => {
  it('has each case once', () => {
    const keys = ROWS.map(({ call, answer, times, scope }) => `${call} ${answer.id} ${times} ${scope}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('names problems of the catalogue', () => {
    const unknown = ROWS.flatMap(({ problem }) => (problem === null || problem in CATALOGUE ? [] : [problem]));
    expect(unknown).toEqual([]);
  });
});
