// Signing with a finger, a pen or a mouse. Without it one types one's name and ticks "Jeg skriver under".
(function () {
  'use strict';
  // The box of the server: whole numbers inside it, moves and lines, no longer than it takes in.
  const WIDTH = 600;
  const HEIGHT = 200;
  const LONGEST = 20000;

  document.querySelectorAll('[data-sign]').forEach(function (box) {
    const pad = box.querySelector('[data-sign-pad]');
    const canvas = pad.querySelector('canvas');
    const field = box.querySelector('[data-sign-path]');
    const ink = canvas.getContext('2d');
    let at = null;
    pad.hidden = false;

    function pen() {
      ink.lineWidth = 3;
      ink.lineCap = 'round';
      ink.lineJoin = 'round';
      ink.strokeStyle = '#1a1a1a';
    }
    function within(number, most) { return Math.max(0, Math.min(most, Math.round(number))); }
    function point(event) {
      const shown = canvas.getBoundingClientRect();
      return {
        x: within((event.clientX - shown.left) * WIDTH / shown.width, WIDTH),
        y: within((event.clientY - shown.top) * HEIGHT / shown.height, HEIGHT),
      };
    }
    function draw(from, to) {
      pen();
      ink.beginPath();
      ink.moveTo(from.x, from.y);
      ink.lineTo(to.x, to.y);
      ink.stroke();
    }
    function changed() { field.dispatchEvent(new Event('input', { bubbles: true })); }

    // What was drawn before a mistake sent the page back is drawn again.
    let last = null;
    (field.value.match(/[ML][0-9.]+[ ,][0-9.]+/g) || []).forEach(function (step) {
      const numbers = step.slice(1).split(/[ ,]/).map(Number);
      const next = { x: numbers[0], y: numbers[1] };
      if (step[0] === 'L' && last) draw(last, next);
      last = next;
    });

    canvas.addEventListener('pointerdown', function (event) {
      if (!event.isPrimary || event.button > 0) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      at = point(event);
      at.begun = false;
    });
    canvas.addEventListener('pointermove', function (event) {
      if (!at || !event.isPrimary) return;
      event.preventDefault();
      const next = point(event);
      if (Math.abs(next.x - at.x) + Math.abs(next.y - at.y) < 2) return;
      const step = (at.begun ? '' : 'M' + at.x + ' ' + at.y) + 'L' + next.x + ' ' + next.y;
      if (field.value.length + step.length > LONGEST) return;
      field.value += step;
      draw(at, next);
      next.begun = true;
      at = next;
    });
    function up() { if (at && at.begun) changed(); at = null; }
    canvas.addEventListener('pointerup', up);
    canvas.addEventListener('pointercancel', up);
    box.querySelector('[data-sign-clear]').addEventListener('click', function () {
      ink.clearRect(0, 0, WIDTH, HEIGHT);
      field.value = '';
      changed();
    });
  });
})();
