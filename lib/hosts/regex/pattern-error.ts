/** A pattern that regcomp refuses, or that takes too long; the message is glibc's where it has one. */
export class PatternError extends Error {}
