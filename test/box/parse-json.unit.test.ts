import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBoxJson } from '../../src/box/parse-json.js';

describe('JSON of Box', () => {
  it('keeps integers that JavaScript would round as texts, and every other number as a number', () => {
    expect(parseBoxJson('[1152922976252290886,-1152922976252290887]')).toEqual([
      '1152922976252290886',
      '-1152922976252290887',
    ]);
    expect(parseBoxJson('{"position":1152922976252290886,"size":7,"part":1.5,"last":9007199254740991}')).toEqual({
      position: '1152922976252290886',
      size: 7,
      part: 1.5,
      last: 9_007_199_254_740_991,
    });
  });

  it('is what JSON.parse makes of it, but for integers that JavaScript would round', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.bigInt().map(String),
      fc.constant('":-12345678901234567,"'),
    );
    const leaf = fc.oneof(text, fc.bigInt(), fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.constant(null));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(leaf, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(text, tie('tree'), { maxKeys: 4 })),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(parseBoxJson(write(value))).toEqual(expected(value));
      }),
    );
  });

  it('keeps the last value of a repeated field, with long numbers or without', () => {
    expect(parseBoxJson('{"name":"a","name":"b"}')).toEqual({ name: 'b' });
    expect(parseBoxJson('{"name":"a","name":"b","id":1152922976252290886}')).toMatchObject({ name: 'b' });
  });

  it.each([
    [String.raw`"a\u0000b"`, 'a\ufffdb'],
    [String.raw`"a\ud83d"`, 'a\ufffd'],
    [String.raw`"\uDE00b"`, '\ufffdb'],
    [String.raw`"\ud83d\ude00"`, '😀'],
    [String.raw`"\ud7ff\ue000"`, '\ud7ff\ue000'],
    [String.raw`{"a":["\u0000",1152922976252290886]}`, { a: ['\ufffd', '1152922976252290886'] }],
  ])('%s has only characters that Postgres stores', (text, expected) => {
    expect(parseBoxJson(text)).toEqual(expected);
  });

  it('is refused if it is truncated', () => {
    expect(() => parseBoxJson('{"id":1152922976252290886')).toThrow(SyntaxError);
    expect(() => parseBoxJson('{"id":7')).toThrow(SyntaxError);
  });
});

/** JSON in which a bigint is an integer with all its digits. */
function write(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}:${write(field)}`);
  return `{${fields.join(',')}}`;
}

function expected(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return value === 0 ? JSON.parse(JSON.stringify(value)) : value;
  return JSON.parse(
    JSON.stringify(Object.fromEntries(Object.entries(value).map(([name, field]) => [name, expected(field)]))),
  );
}
