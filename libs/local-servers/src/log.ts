/** Where a starting server says in one line what it is doing. */
export type Log = (line: string) => void;

export const silent: Log = () => undefined;
