import type { Register } from './registers';
import type { Session } from './session';

/** A register with those that are not stored: "% file name, "/ pattern, ": command, ". inserted text; "+ and "* are plain ones here. */
export function readRegister(session: Session, name: string | undefined): Register | undefined {
  const text = { '%': session.file, '#': session.alternate, '/': session.pattern, ':': session.lastCommand, '.': session.lastInserted }[
    name ?? '"'
  ];
  return text !== undefined ? { text, kind: 'characters' } : session.editor.registers.get(name);
}
