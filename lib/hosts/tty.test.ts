import { describe, expect, it } from 'vitest';
import { newTty, readOutput, SCROLLBACK, setMode, show, take, typeInto } from './tty';

const tty = () => newTty('pts/0', 80, 24);

describe('the line discipline', () => {
  it('hands over a line when Enter is pressed, and echoes', () => {
    const half = typeInto(tty(), 'ec').tty;
    expect(take(half, 100).text).toBeUndefined();
    const { tty: whole } = typeInto(half, 'ho\r');
    expect(take(whole, 100).text).toBe('echo\n');
    expect(whole.output).toBe('echo\r\n');
  });

  it('erases wide characters by both their columns', () => {
    const { tty: after } = typeInto(tty(), '한a\x7f\x7fb\r');
    expect(take(after, 100).text).toBe('b\n');
    expect(after.output).toBe('한a\b \b\b \b\b \bb\r\n');
  });

  it('erases a word with Ctrl-W and a line with Ctrl-U', () => {
    expect(take(typeInto(tty(), 'one two  \x17x\r').tty, 100).text).toBe('one x\n');
    expect(take(typeInto(tty(), 'one two\x15x\r').tty, 100).text).toBe('x\n');
  });

  it('turns keys into signals unless they are switched off', () => {
    const typed = typeInto(tty(), 'abc\x03');
    expect(typed.signals).toEqual(['INT']);
    expect(typed.tty.output).toBe('abc^C');
    const raw = typeInto(setMode(tty(), { canonical: false, echo: false, signals: false }), '\x03');
    expect(raw.signals).toEqual([]);
    expect(take(raw.tty, 10).text).toBe('\x03');
  });

  it('is at its end after Ctrl-D on an empty line only', () => {
    expect(take(typeInto(tty(), '\x04').tty, 10).text).toBeNull();
    expect(take(typeInto(tty(), 'ab\x04').tty, 10).text).toBe('ab');
  });

  it('keeps a bounded scrollback with true offsets', () => {
    let screen = tty();
    for (let i = 0; i < 30; i++) screen = show(screen, 'x'.repeat(100_000));
    expect(screen.output.length).toBeLessThanOrEqual(SCROLLBACK * 1.25);
    expect(readOutput(screen, 0).offset).toBe(3_000_000);
    expect(readOutput(screen, 2_999_990).text).toBe('x'.repeat(10));
  });
});
