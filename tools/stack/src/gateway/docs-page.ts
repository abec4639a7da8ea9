/** Lists every operation of `/openapi.json`, grouped by service. Needs nothing from elsewhere. */
export const docsPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Pingvas Studio API</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
  summary { cursor: pointer } code, pre { font-family: ui-monospace, monospace }
  pre { background: #f5f5f5; padding: .75rem; overflow: auto } .verb { display: inline-block; width: 4.5rem; font-weight: 600 }
</style></head>
<body><h1>Pingvas Studio API</h1><p>The same for machines: <a href="/openapi.json">openapi.json</a></p><main>Loading …</main>
<script type="module">
  const main = document.querySelector('main');
  const make = (name, text = '', ...inside) => { const e = document.createElement(name); e.append(text, ...inside); return e; };
  const operation = (path, verb, row) => {
    const label = make('span', verb.toUpperCase()); label.className = 'verb';
    const { requestBody, parameters, responses, ...rest } = row;
    return make('details', '', make('summary', '', label, make('code', path), make('small', '  ' + (row.summary ?? row.operationId ?? ''))),
      make('pre', JSON.stringify({ ...rest, parameters, requestBody, responses }, null, 2)));
  };
  const answer = await fetch('/openapi.json');
  if (!answer.ok) main.textContent = 'The services are not ready yet.';
  else {
    const { paths } = await answer.json();
    const groups = Map.groupBy(Object.entries(paths), ([path]) => path.split('/')[3]);
    main.replaceChildren(...[...groups].flatMap(([name, rows]) => [make('h2', name),
      ...rows.flatMap(([path, verbs]) => Object.entries(verbs).map(([verb, row]) => operation(path, verb, row)))]));
  }
</script></body></html>
`;
