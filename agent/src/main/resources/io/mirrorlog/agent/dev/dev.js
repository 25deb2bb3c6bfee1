'use strict';
// Whatever an event holds reaches the page as text (textContent) and never as markup.
(() => {
  const SHOWN_MAX = 1000;
  const byId = (id) => document.getElementById(id);
  const list = byId('events');
  const topics = new Set();
  let held = [];
  let isPaused = false;
  let bad = 0;
  let count = 0;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const isBad = (event) => event.fate === 'invalid' || event.fate === 'refused';

  /** JSON that is laid out already, with its pieces in colours. */
  const coloured = (text) => {
    const pre = element('pre', 'json');
    const piece = /("(?:[^"\\]|\\.)*"?)(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;
    let done = 0;
    for (const match of text.matchAll(piece)) {
      pre.append(text.slice(done, match.index));
      const kind = match[1] === undefined ? (/[a-z]/.test(match[0][0]) ? 'literal' : 'number') : match[2] === undefined ? 'string' : 'key';
      pre.append(element('span', kind, match[1] === undefined ? match[0] : match[1]), match[2] === undefined ? '' : match[2]);
      done = match.index + match[0].length;
    }
    pre.append(text.slice(done));
    return pre;
  };

  const fill = (details, event) => {
    if (event.text) details.append(event.shape ? coloured(event.text) : element('pre', '', event.text));
    if (event.line) {
      details.append(element('h2', '', 'The line it would become'), element('pre', 'line', event.line));
    }
  };

  const row = (event) => {
    const item = element('li', event.fate);
    const details = element('details');
    const summary = element('summary');
    const time = element('time', '', event.time.slice(11, 23).replace('Z', ''));
    time.dateTime = event.time;
    time.title = event.time;
    summary.append(time, element('span', 'fate', event.fate), element('span', 'topic', event.topic));
    if (event.shape && event.shape !== event.topic) summary.append(element('span', 'shape', event.shape));
    if (event.message && event.message !== event.topic) summary.append(element('span', 'message', event.message.slice(0, 300)));
    if (event.problems.length) {
      const problems = element('ul', 'problems');
      for (const problem of event.problems.slice(0, 50)) problems.append(element('li', '', problem));
      if (event.problems.length > 50) problems.append(element('li', '', 'and ' + (event.problems.length - 50) + ' more'));
      summary.append(problems);
    }
    details.append(summary);
    details.addEventListener('toggle', () => fill(details, event), { once: true }); // most are never opened
    item.append(details);
    item.event = event;
    return item;
  };

  const isWanted = (event) => {
    const words = byId('words').value.toLowerCase();
    return (!byId('topic').value || event.topic === byId('topic').value)
      && (!byId('errors').checked || isBad(event))
      && (!words || (event.text + '\n' + event.line + '\n' + event.problems.join('\n')).toLowerCase().includes(words));
  };

  const filter = () => {
    for (const item of list.children) item.hidden = !isWanted(item.event);
    tell();
  };

  const tell = () => {
    byId('count').textContent = count;
    byId('bad').textContent = bad;
    byId('empty').hidden = list.children.length > 0;
    byId('none').hidden = list.children.length === 0 || list.querySelector(':scope > li:not([hidden])') !== null;
    byId('pause').textContent = isPaused ? 'Go on' + (held.length ? ' (' + held.length + ')' : '') : 'Pause';
    byId('pause').setAttribute('aria-pressed', isPaused);
  };

  const show = (events) => {
    for (const event of events) {
      if (event.topic && !topics.has(event.topic) && topics.size < 500) {
        topics.add(event.topic);
        const option = element('option', '', event.topic);
        option.value = event.topic;
        byId('topic').append(option);
      }
      const item = row(event);
      item.hidden = !isWanted(event);
      list.prepend(item);
    }
    while (list.children.length > SHOWN_MAX) list.lastChild.remove();
    tell();
  };

  const take = (message) => {
    const event = JSON.parse(message.data);
    count += 1;
    bad += isBad(event) ? 1 : 0;
    if (isPaused) {
      held.push(event);
      held = held.slice(-SHOWN_MAX);
      tell();
    } else {
      show([event]);
    }
  };

  const live = new EventSource('live');
  live.addEventListener('message', take);
  live.addEventListener('open', () => { byId('link').textContent = 'live'; byId('link').className = 'on'; });
  live.addEventListener('error', () => {
    byId('link').textContent = live.readyState === EventSource.CLOSED ? 'not connected; load the page again' : 'connecting';
    byId('link').className = '';
  });

  byId('here').textContent = location.origin;
  byId('filters').addEventListener('input', filter);
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('pause').addEventListener('click', () => {
    isPaused = !isPaused;
    const late = held;
    held = [];
    show(isPaused ? [] : late);
  });
  byId('clear').addEventListener('click', () => {
    list.replaceChildren();
    held = [];
    bad = 0;
    count = 0;
    tell();
  });
})();
