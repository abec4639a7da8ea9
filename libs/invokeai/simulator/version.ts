/** The release whose contract was recorded. */
export const VERSION = '6.12.0';
