import { fromBytes, toBytes } from '@/lib/hosts/text';

const ASCII = /^[\x00-\x7f]*$/;

/** A text with one character a byte: mawk, which is awk on Ubuntu, counts bytes. */
export const octets = (text: string): string => (ASCII.test(text) ? text : Buffer.from(toBytes(text)).toString('latin1'));

/** The text that bytes stand for. */
export const fromOctets = (text: string): string => (ASCII.test(text) ? text : fromBytes(Buffer.from(text, 'latin1')));
