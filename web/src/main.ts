import { mount } from 'svelte';
import App from './App.svelte';
import { theme } from './lib/theme.svelte';
import './styles.css';

theme.start();
const target = document.getElementById('desk');
if (target) mount(App, { target });
