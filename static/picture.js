/* A picture is made as small as it is kept, before it goes over a slow line: after app.js. */

(() => {
'use strict';

const QUALITY = 0.85;

const field = document.querySelector('input[type=file][data-edge]');
if (!field)
	return;
const place = document.getElementById('chosen');
const canvas = place.querySelector('canvas');

function sized(width, height) {
	const part = Math.min(1, field.dataset.edge / Math.max(width, height));

	return [Math.max(1, Math.round(width * part)), Math.max(1, Math.round(height * part))];
}

/* As its camera held it; what cannot be read here goes as it is, and the server says what is wrong. */
async function shrink(file) {
	const drawn = await createImageBitmap(file, { imageOrientation: 'from-image' });
	const [width, height] = sized(drawn.width, drawn.height);
	const context = canvas.getContext('2d');

	canvas.width = width;
	canvas.height = height;
	context.fillStyle = '#fff';
	context.fillRect(0, 0, width, height);
	context.drawImage(drawn, 0, 0, width, height);
	drawn.close();
	return new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', QUALITY); });
}

let turn = 0;
field.addEventListener('change', async () => {
	const mine = ++turn, file = field.files[0];

	place.hidden = true;
	if (!file)
		return;
	try {
		const small = await shrink(file);

		if (mine !== turn)
			return;
		place.hidden = false;
		if (!small || small.size >= file.size)
			return;
		const files = new DataTransfer();

		files.items.add(new File([small], 'picture.jpg', { type: 'image/jpeg' }));
		field.files = files.files;
	} catch { /* Sent as it was chosen. */ }
});
})();
