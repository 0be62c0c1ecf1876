export { isPicture, type Picture, readPicture } from './read.ts';
