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
