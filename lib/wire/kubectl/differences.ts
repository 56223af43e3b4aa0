/** Lines that are not compared, by area (file of cases), with the reason why they cannot be, or are not yet, the same. */
export const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
