// The numbers of workflow.json as the chosen preset has them.
const pack = require('../workflow.json');

module.exports = Object.assign({}, pack, (pack.presets || {})[pack.preset]);
