/** Names of users and items. Some are hostile, to test clients. */
import { choose, randomFraction, randomUint32 } from '../../random.js';

const FIRST =
  'Ada Grace Alan Edsger Barbara Donald Margaret Dennis Frances Ken Radia Niklaus Hedy Claude Katherine'.split(' ');
const LAST =
  'Lovelace Hopper Turing Dijkstra Liskov Knuth Hamilton Ritchie Allen Thompson Perlman Wirth Lamarr Shannon'.split(
    ' ',
  );
const TOPICS =
  'Finance Legal Budget Invoice Contract Payroll Roadmap Minutes Design Research Offer Plan Review Audit Policy'.split(
    ' ',
  );
const EXTENSIONS = 'docx xlsx pdf pptx txt csv png zip md json'.split(' ');
const HOSTILE = [
  'quote " and \' apostrophe',
  '<b>bold</b> & <script>alert(1)</script>',
  '=SUM(A1:A9)',
  '\u202Etxt.exe reversed',
  '🚀 launch ✨',
  'naïve façade – übergroß',
  'comma, semicolon; tab',
  'back\\slash',
];

/** A first and last name. */
export const personName = (seed: number, index: number): string =>
  `${choose(FIRST, seed, 'first', index)} ${choose(LAST, seed, 'last', index)}`;

/** 1 % of files have a hostile name, 1 % no extension, 0.1 % a name of 255 characters. */
export function fileName(seed: number, id: string): string {
  const extension = choose(EXTENSIONS, seed, 'extension', id);
  if (randomFraction(seed, 'long', id) < 0.001) return `${'n'.repeat(250 - id.length)}-${id}.${extension}`.slice(-255);
  if (randomFraction(seed, 'bare', id) < 0.01) return `README-${id}`;
  const stem =
    randomFraction(seed, 'hostile', id) < 0.01
      ? choose(HOSTILE, seed, 'which', id)
      : `${choose(TOPICS, seed, 'topic', id)} ${2019 + (randomUint32(seed, 'year', id) % 8)}`;
  return `${stem} ${id.slice(-5)}.${extension}`;
}

/** 1 % of folders have a hostile name. */
export function folderName(seed: number, id: string): string {
  if (randomFraction(seed, 'hostile', id) < 0.01)
    return `${choose(HOSTILE, seed, 'which', id)} ${id.slice(-5)}`.replace('\\', '-');
  return `${choose(TOPICS, seed, 'topic', id)} ${id.slice(-4)}`;
}
