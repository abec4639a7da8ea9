export interface UrlParts {
  database?: string;
  user?: string;
  password?: string;
}

/** The same server, with another database, user or password. */
export function databaseUrl(base: string, { database, user, password }: UrlParts): string {
  const url = new URL(base);
  if (database !== undefined) url.pathname = `/${encodeURIComponent(database)}`;
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}
