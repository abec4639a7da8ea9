export interface Verifier {
  role: string;
  /** What the server keeps: `SCRAM-SHA-256$4096:…`. */
  secret: string;
}

export interface PoolerOptions {
  superuserUrl: string;
  port: number;
  usersFile: string;
}

/** The settings that matter in production too: transaction mode, no reset between clients, a small pool. */
export function configuration({ superuserUrl, port, usersFile }: PoolerOptions): string {
  const server = new URL(superuserUrl);
  return `[databases]
* = host=${server.hostname} port=${server.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${usersFile}
pool_mode = transaction
max_client_conn = 500
default_pool_size = 3
server_reset_query =
ignore_startup_parameters = extra_float_digits,search_path
`;
}

export const userList = (verifiers: readonly Verifier[]): string =>
  verifiers.map(({ role, secret }) => `"${role}" "${secret}"\n`).join('');
