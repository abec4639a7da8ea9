/**
 * `<service>_<path words without parameters>_<verb>` (API contract 1.1).
 * @param path with the base, as `/api/v1/generation/jobs/:job_id`
 * @param lists a GET that answers a page
 */
function operationIdOf(service: string, method: string, path: string, lists: boolean): string {
  const words = segmentsOf(service, path)
    .filter((segment) => !segment.startsWith(':'))
    .flatMap((segment) => segment.split(/[-.]/))
    .filter((word) => word !== '');
  return [service, ...words, lists ? 'list' : method.toLowerCase()].join('_');
}

/** Names operations; on a clash the later one is told apart by its last parameter. */
export function createOperationNames(service: string): (method: string, path: string, lists: boolean) => string {
  const taken = new Set<string>();
  return (method, path, lists) => {
    const plain = operationIdOf(service, method, path, lists);
    const parameter = segmentsOf(service, path).findLast((segment) => segment.startsWith(':'));
    const candidates = parameter === undefined ? [plain] : [plain, `${plain}_by_${parameter.slice(1)}`];
    const id = candidates.find((candidate) => !taken.has(candidate));
    if (id === undefined) throw new Error(`Two operations are called ${plain}`);
    taken.add(id);
    return id;
  };
}

const segmentsOf = (service: string, path: string): string[] => path.replace(`/api/v1/${service}`, '').split('/');
