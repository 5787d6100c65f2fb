/** docs/answers.md, from the table of answers. */
import { CALLS, CONSEQUENCES, ROWS, type Row } from './rows.js';

/** The page, before Prettier formats it. */
export function answersPage(): string {
  const sections = Object.entries(CALLS).map(([call, title]) =>
    section(
      title,
      ROWS.filter((row) => row.call === call),
    ),
  );
  const consequences = Object.entries(CONSEQUENCES).map(([name, text]) => `| ${words(name)} | ${text} |`);
  return `# Answers

What Boxward does for each answer of each call to Box: ${ROWS.length} rows. This page is generated from \`test/answers/rows.ts\`, and the tests in \`test/answers\` set the simulator to every row and check what follows, and that nothing else was harmed: no file is marked as gone, no other user or item is blamed, and the consent stays. After the answer has ended and its pause has passed, the scan, the events and the consent are complete again.

An answer is Box's verdict only if it has Box's form (\`src/box/answers.ts\`); \`src/box/classify.ts\` reads it. _One_ is the calls for one item or user, _all_ is every call of this kind.

## What follows

| | |
| --- | --- |
${consequences.join('\n')}

${sections.join('\n\n')}
`;
}

function section(title: string, rows: readonly Row[]): string {
  const lines = rows.map(
    ({ answer, times, scope, then, problem }) =>
      `| ${answer.sender} | ${answer.status ?? '–'} | ${answer.shape} | ${times} | ${scope} | ${words(then)} | ${problem === null ? '' : `\`${problem}\``} |`,
  );
  return `## ${title}

| from | status | form | how often | for | what follows | problem |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}`;
}

const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
