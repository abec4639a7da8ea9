import { Type } from 'typebox';

// Whether an address exists is for the mail to find out; this keeps out what could never be one, and control characters.
export const Email = Type.String({
  maxLength: 255,
  pattern: '^[^\\s@<>"\\u0000-\\u001f\\u007f]+@[^\\s@<>"\\u0000-\\u001f\\u007f]+$',
  description: 'E-mail address; upper and lower case are the same',
  examples: ['mira@example.com'],
});

export const Username = Type.String({ pattern: '^[A-Za-z0-9_-]{3,50}$', examples: ['mira'] });

export const Password = Type.String({ minLength: 1, maxLength: 128, examples: ['kiwi moss under glass'] });

export const FullName = Type.String({
  maxLength: 100,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  examples: ['Mira Holm'],
});
