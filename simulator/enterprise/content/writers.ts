/** How each kind of document is written. People, numbers and firms are invented. */
import type { RandomSource, Kind, Writer } from './document.js';

const PEOPLE =
  'Ada Lovelace,Grace Hopper,Alan Turing,Edsger Dijkstra,Barbara Liskov,Donald Knuth,Radia Perlman,Ken Thompson'.split(
    ',',
  );
const FIRMS = 'Northwind Traders,Globex,Initech,Umbrella Logistics,Hooli,Vandelay Industries'.split(',');
const GOODS = 'Licence,Support,Consulting,Hosting,Training,Hardware,Travel,Storage'.split(',');
const DEPARTMENTS = 'Finance,Legal,Research,Sales,Operations,Design'.split(',');
const VERBS = 'review,approve,postpone,rewrite,measure,publish'.split(',');
const THINGS = 'the budget,the roadmap,the offer,the audit,the release,the policy,the contract'.split(',');

const money = (dice: RandomSource): string => `${1 + dice.below(9_999)}.${String(dice.below(100)).padStart(2, '0')}`;
const two = (value: number): string => String(value).padStart(2, '0');
const day = (dice: RandomSource): string =>
  `${2019 + dice.below(7)}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`;

/** A social security number in a form that could have been issued. */
const socialSecurityNumber = (dice: RandomSource): string =>
  `${100 + dice.below(500)}-${two(1 + dice.below(99))}-${dice.digits(4)}`;

/** A card number whose check digit is right (ISO/IEC 7812, Luhn). */
export function cardNumber(dice: RandomSource): string {
  const digits = `4${dice.digits(14)}`;
  const sum = Array.from(digits).reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`.replace(/(.{4})(?=.)/g, '$1-');
}

/** The writer of each kind. */
export const WRITERS: Readonly<Record<Kind, Writer>> = {
  invoice: {
    title: (dice) => `Invoice ${dice.digits(6)}`,
    paragraph: (dice) =>
      `${dice.of(FIRMS)} is billed ${money(dice)} EUR for ${dice.of(GOODS).toLowerCase()}, due by ${day(dice)}. Bank account DE${dice.digits(20)}.`,
    columns: ['Item', 'Quantity', 'Price', 'Date'],
    row: (dice) => [dice.of(GOODS), String(1 + dice.below(50)), money(dice), day(dice)],
  },
  contract: {
    title: (dice) => `Agreement with ${dice.of(FIRMS)}`,
    paragraph: (dice) =>
      `The supplier shall provide ${dice.of(GOODS).toLowerCase()} to ${dice.of(FIRMS)} until ${day(dice)}. This is confidential. Notice is given in writing to ${dice.of(PEOPLE)}.`,
    columns: ['Party', 'Signed by', 'Date', 'Penalty'],
    row: (dice) => [dice.of(FIRMS), dice.of(PEOPLE), day(dice), money(dice)],
  },
  payroll: {
    title: (dice) => `Payroll ${day(dice).slice(0, 7)}`,
    paragraph: (dice) =>
      `${dice.of(PEOPLE)} of ${dice.of(DEPARTMENTS)} was paid ${money(dice)} USD on ${day(dice)}, expenses to card ${cardNumber(dice)}.`,
    columns: ['Employee', 'SSN', 'Card', 'Salary'],
    row: (dice) => [dice.of(PEOPLE), socialSecurityNumber(dice), cardNumber(dice), money(dice)],
  },
  budget: {
    title: (dice) => `Budget of ${dice.of(DEPARTMENTS)}`,
    paragraph: (dice) =>
      `${dice.of(DEPARTMENTS)} plans ${money(dice)} USD for ${dice.of(GOODS).toLowerCase()}, ${1 + dice.below(40)} percent more than a year before; ${dice.of(PEOPLE)} answers for it.`,
    columns: ['Department', 'Item', 'Planned', 'Spent'],
    row: (dice) => [dice.of(DEPARTMENTS), dice.of(GOODS), money(dice), money(dice)],
  },
  minutes: {
    title: (dice) => `Minutes of ${day(dice)}`,
    paragraph: (dice) =>
      `${dice.of(PEOPLE)} and ${dice.of(PEOPLE)} agreed to ${dice.of(VERBS)} ${dice.of(THINGS)} before ${day(dice)}, and to ${dice.of(VERBS)} ${dice.of(THINGS)} after it.`,
    columns: ['Who', 'What', 'By when', 'Department'],
    row: (dice) => [dice.of(PEOPLE), `${dice.of(VERBS)} ${dice.of(THINGS)}`, day(dice), dice.of(DEPARTMENTS)],
  },
  source: {
    title: () => 'Design of the billing service',
    paragraph: (dice) =>
      `export function step${dice.below(1_000)}(total: number): number { const rate = ${dice.below(90)} / 100; return total * (1 + rate); } // ${dice.of(PEOPLE)}, ${dice.of(VERBS)} ${dice.of(THINGS)}`,
    columns: ['Module', 'Owner', 'Secret', 'Since'],
    row: (dice) => [`module_${dice.below(500)}`, dice.of(PEOPLE), `sk_test_${dice.digits(24)}`, day(dice)],
  },
};

/** The kind of document that a file's name promises; names that promise nothing are minutes. */
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
