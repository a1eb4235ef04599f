import { mount } from 'svelte';
import App from './App.svelte';
import { live } from './lib/live.svelte';
import { theme } from './lib/theme.svelte';
import './styles.css';

theme.start();
live.start();
const target = document.getElementById('desk');
if (target) mount(App, { target });
