/** Starts the page that the address names. */
import './panels/fonts.css';
import './panels/base.css';
import { mount } from 'svelte';

import App from './panels/App.svelte';
import { startWorker } from './state/connection.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html holds no #app');
mount(App, { target });
// After the page itself: the worker's downloads must not delay the first list.
if (document.readyState === 'complete') startWorker();
else window.addEventListener('load', startWorker, { once: true });
