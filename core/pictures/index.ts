export { isPicture, type Picture, readPicture, withPictures } from './read.ts';
