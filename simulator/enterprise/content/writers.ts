/** Writers of each kind of document. People, numbers and companies are invented. */
import type { Kind, RandomSource, Writer } from './document.js';

const PEOPLE =
  'Ada Lovelace,Grace Hopper,Alan Turing,Edsger Dijkstra,Barbara Liskov,Donald Knuth,Radia Perlman,Ken Thompson'.split(
    ',',
  );
const FIRMS = 'Northwind Traders,Globex,Initech,Umbrella Logistics,Hooli,Vandelay Industries'.split(',');
const GOODS = 'Licence,Support,Consulting,Hosting,Training,Hardware,Travel,Storage'.split(',');
const DEPARTMENTS = 'Finance,Legal,Research,Sales,Operations,Design'.split(',');
const VERBS = 'review,approve,postpone,rewrite,measure,publish'.split(',');
const THINGS = 'the budget,the roadmap,the offer,the audit,the release,the policy,the contract'.split(',');

const money = (random: RandomSource): string =>
  `${1 + random.below(9_999)}.${String(random.below(100)).padStart(2, '0')}`;
const two = (value: number): string => String(value).padStart(2, '0');
const day = (random: RandomSource): string =>
  `${2019 + random.below(7)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;

/** A social security number in a valid form. */
const socialSecurityNumber = (random: RandomSource): string =>
  `${100 + random.below(500)}-${two(1 + random.below(99))}-${random.digits(4)}`;

/** A card number with a valid check digit (ISO/IEC 7812, Luhn). */
export function cardNumber(random: RandomSource): string {
  const digits = `4${random.digits(14)}`;
  const sum = Array.from(digits).reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`.replace(/(.{4})(?=.)/g, '$1-');
}

/** The writer of each kind. */
export const WRITERS: Readonly<Record<Kind, Writer>> = {
  invoice: {
    title: (random) => `Invoice ${random.digits(6)}`,
    paragraph: (random) =>
      `${random.of(FIRMS)} is billed ${money(random)} EUR for ${random.of(GOODS).toLowerCase()}, due by ${day(random)}. Bank account DE${random.digits(20)}.`,
    columns: ['Item', 'Quantity', 'Price', 'Date'],
    row: (random) => [random.of(GOODS), String(1 + random.below(50)), money(random), day(random)],
  },
  contract: {
    title: (random) => `Agreement with ${random.of(FIRMS)}`,
    paragraph: (random) =>
      `The supplier shall provide ${random.of(GOODS).toLowerCase()} to ${random.of(FIRMS)} until ${day(random)}. This is confidential. Notice is given in writing to ${random.of(PEOPLE)}.`,
    columns: ['Party', 'Signed by', 'Date', 'Penalty'],
    row: (random) => [random.of(FIRMS), random.of(PEOPLE), day(random), money(random)],
  },
  payroll: {
    title: (random) => `Payroll ${day(random).slice(0, 7)}`,
    paragraph: (random) =>
      `${random.of(PEOPLE)} of ${random.of(DEPARTMENTS)} was paid ${money(random)} USD on ${day(random)}, expenses to card ${cardNumber(random)}.`,
    columns: ['Employee', 'SSN', 'Card', 'Salary'],
    row: (random) => [random.of(PEOPLE), socialSecurityNumber(random), cardNumber(random), money(random)],
  },
  budget: {
    title: (random) => `Budget of ${random.of(DEPARTMENTS)}`,
    paragraph: (random) =>
      `${random.of(DEPARTMENTS)} plans ${money(random)} USD for ${random.of(GOODS).toLowerCase()}, ${1 + random.below(40)} percent more than a year before; ${random.of(PEOPLE)} answers for it.`,
    columns: ['Department', 'Item', 'Planned', 'Spent'],
    row: (random) => [random.of(DEPARTMENTS), random.of(GOODS), money(random), money(random)],
  },
  minutes: {
    title: (random) => `Minutes of ${day(random)}`,
    paragraph: (random) =>
      `${random.of(PEOPLE)} and ${random.of(PEOPLE)} agreed to ${random.of(VERBS)} ${random.of(THINGS)} before ${day(random)}, and to ${random.of(VERBS)} ${random.of(THINGS)} after it.`,
    columns: ['Who', 'What', 'By when', 'Department'],
    row: (random) => [
      random.of(PEOPLE),
      `${random.of(VERBS)} ${random.of(THINGS)}`,
      day(random),
      random.of(DEPARTMENTS),
    ],
  },
  source: {
    title: () => 'Design of the billing service',
    paragraph: (random) =>
      `export function step${random.below(1_000)}(total: number): number { const rate = ${random.below(90)} / 100; return total * (1 + rate); } // ${random.of(PEOPLE)}, ${random.of(VERBS)} ${random.of(THINGS)}`,
    columns: ['Module', 'Owner', 'Secret', 'Since'],
    row: (random) => [`module_${random.below(500)}`, random.of(PEOPLE), `sk_test_${random.digits(24)}`, day(random)],
  },
};

/** The kind of document that fits a file's name; minutes by default. */
export function kindOfName(name: string): Kind {
  return BY_TOPIC.get(name.slice(0, name.indexOf(' ')).toLowerCase()) ?? 'minutes';
}

const BY_TOPIC = new Map<string, Kind>([
  ['invoice', 'invoice'],
  ['contract', 'contract'],
  ['legal', 'contract'],
  ['offer', 'contract'],
  ['policy', 'contract'],
  ['payroll', 'payroll'],
  ['finance', 'budget'],
  ['budget', 'budget'],
  ['audit', 'budget'],
  ['design', 'source'],
  ['research', 'source'],
]);
