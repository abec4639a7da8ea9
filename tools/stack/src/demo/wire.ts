/* The members of the API's answers that the demo shows. */

export interface TokenPair {
  access_token: string;
}

export interface Credits {
  available: number;
  held: number;
  balance: number;
}

export interface Quote {
  quote: string;
  credits: number;
  gpu_class: string | null;
  expected_run_seconds: number;
  expected_wait_seconds: { p50: number; p90: number };
}

export interface Job {
  id: string;
  status: string;
  held_credits: number;
  actual_credits: number | null;
  error: { code: string; message: string } | null;
}

export interface Image {
  id: string;
  url: string;
  width: number;
  height: number;
  mime_type: string;
  file_size_bytes: number;
}

export interface LedgerEntry {
  type: string;
  available_change: number;
  held_change: number;
  balance_after: number;
  description: string;
}

export interface Receipt {
  held: number;
  charged: number;
  released: number;
  gpu_seconds: number;
}

export interface Page<T> {
  data: T[];
}
