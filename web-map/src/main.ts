/** Starts the page that the address names. */
import './panels/fonts.css';
import './panels/base.css';
import { mount } from 'svelte';

import App from './panels/App.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html holds no #app');
mount(App, { target });
