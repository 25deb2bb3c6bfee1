// Prints the last three entries of a wiki's log. Usage: node last-three.mjs URL-OF-API.PHP
// origin=* is what a page on another host would send to a wiki; here it is understood and without effect.
const wish = { action: 'query', format: 'json', list: 'logevents', lelimit: '3', origin: '*' };
const answer = await fetch(`${process.argv[2]}?${new URLSearchParams(wish)}`, { signal: AbortSignal.timeout(10000) });
const { query } = await answer.json();
for (const entry of query.logevents) {
  console.log(`There is ${entry.type} log for page ${entry.title}`);
}
