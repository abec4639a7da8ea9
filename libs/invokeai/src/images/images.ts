import { answerError } from '../http/answer-error.ts';
import { parseJson, type HttpClient } from '../http/client.ts';

export interface RuntimeImages {
  /** The PNG as it was saved, text chunks included. */
  fetch(name: string): Promise<Buffer>;
  /** Unknown names are passed over. */
  delete(names: readonly string[]): Promise<void>;
  deleteIntermediates(): Promise<void>;
}

/** Pictures on the disk of one runtime. It never deletes one by itself. */
export const createImages = (http: HttpClient): RuntimeImages => ({
  async fetch(name) {
    const path = `/api/v1/images/i/${encodeURIComponent(name)}/full`;
    const answer = await http.request('GET', path);
    if (answer.status === 200 && answer.contentType === 'image/png') return answer.body;
    throw answerError(`GET ${path}`, answer.status, parseJson(answer));
  },
  async delete(names) {
    if (names.length > 0) await http.send('POST', '/api/v1/images/delete', { image_names: names });
  },
  deleteIntermediates: () => http.send('DELETE', '/api/v1/images/intermediates'),
});
