'use strict';
// Asks for the state of the run while somebody looks, and shows the report anew when it was written.
(() => {
  const EVERY = 2000;
  const at = id => document.getElementById(id);
  let frame = null;
  let shown = '';
  let timer = 0;

  const text = (id, value) => {
    const element = at(id);
    if (element.textContent !== value) {
      element.textContent = value;
    }
  };

  const duration = seconds => {
    const s = Math.round(seconds);
    if (s < 60) {
      return s + ' s';
    }
    return s < 3600
      ? Math.floor(s / 60) + ' min ' + String(s % 60).padStart(2, '0') + ' s'
      : Math.floor(s / 3600) + ' h ' + String(Math.floor((s % 3600) / 60)).padStart(2, '0') + ' min';
  };

  const list = (id, title, lines) => {
    const details = at(id);
    details.hidden = lines.length === 0;
    details.querySelector('summary').textContent = title;
    const items = lines.map(line => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    });
    details.querySelector('ul').replaceChildren(...items);
  };

  const showRun = run => {
    at('bar').hidden = !run;
    if (!run) {
      text('sweep', 'Dash Sweep');
      text('progress', 'No run has written its state yet.');
      text('time', '');
      list('running', '', []);
      return;
    }
    text('sweep', run.sweep);
    text('progress', run.progress
      + (run.state === 'ended' ? '. The run has ended.' : '')
      + (run.state === 'broken off' ? '. Nothing has been heard of the run since ' + run.updatedAt + ': run it again to go on.' : ''));
    at('bar').max = Math.max(1, run.cells);
    at('bar').value = run.over;
    text('time', 'The run took ' + duration(run.elapsedSeconds) + (run.state === 'running' ? ' so far' : '')
      + (run.remainingSeconds ? ', about ' + duration(run.remainingSeconds) + ' are left.' : '.'));
    document.title = run.over + ' of ' + run.cells + ' – ' + run.sweep;
    list('running', run.running.length + ' running', run.running);
  };

  const showFailures = status => {
    const lines = status.failures.map(each => each.trialId + ', ' + each.label + ', '
      + (each.attempts === 1 ? '1 attempt' : each.attempts + ' attempts') + ': ' + each.reason);
    if (status.failed > lines.length) {
      lines.push('and ' + (status.failed - lines.length) + ' more');
    }
    list('failures', status.failed + ' failed', lines);
  };

  // The new page takes the old one's place where the reader was, with the same parts open.
  const showReport = (page, revision) => {
    const next = document.createElement('iframe');
    next.title = 'Report';
    next.className = 'coming';
    next.src = page + '?revision=' + revision + (frame ? frame.contentWindow.location.hash : '');
    next.addEventListener('load', () => {
      const old = frame;
      next.className = '';
      if (old) {
        const left = old.contentWindow;
        old.contentDocument.querySelectorAll('details[open][id]').forEach(details => {
          const same = next.contentDocument.getElementById(details.id);
          if (same) {
            same.open = true;
          }
        });
        const x = left.scrollX;
        const y = left.scrollY;
        old.remove();
        next.contentWindow.scrollTo({left: x, top: y, behavior: 'instant'});
      }
      frame = next;
    }, {once: true});
    at('report').append(next);
    at('none').hidden = true;
    at('alone').href = page;
    at('alone').hidden = false;
    shown = revision;
  };

  const show = status => {
    showRun(status.run);
    text('cost', status.cost);
    showFailures(status);
    at('problem').hidden = !status.problem;
    text('problem', status.problem ? 'The report cannot be written: ' + status.problem : '');
    text('none', status.updating && !shown ? 'Reading the tables …' : 'No trial has ended yet.');
    if (status.page && status.revision !== shown && (!shown || at('follow').checked)) {
      showReport(status.page, status.revision);
    }
  };

  const poll = async () => {
    clearTimeout(timer);
    if (document.hidden) {
      return;
    }
    try {
      const response = await fetch('/status.json', {cache: 'no-store'});
      show(await response.json());
    } catch (e) {
      at('problem').hidden = false;
      text('problem', 'The server does not answer: dash-sweep report --serve has ended. This is the last report.');
    }
    timer = setTimeout(poll, EVERY);
  };

  document.addEventListener('visibilitychange', poll);
  poll();
})();
