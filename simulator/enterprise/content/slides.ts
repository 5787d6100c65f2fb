/** Documents as minimal PowerPoint presentations (Office Open XML, ECMA-376). */
import type { Document } from './document.js';
import { contentTypes, relationships, XML, xmlText } from './office.js';
import type { ZipEntry } from './zip.js';

const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const NAMESPACES = `xmlns:a="${DRAWING}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`;
const PARAGRAPHS_PER_SLIDE = 10;

/** A presentation. Each slide has the title and some paragraphs. */
export function slidesOf({ title, paragraphs }: Document): ZipEntry[] {
  const count = Math.max(Math.ceil(paragraphs.length / PARAGRAPHS_PER_SLIDE), 1);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const slides = numbers.flatMap((number) => {
    const from = (number - 1) * PARAGRAPHS_PER_SLIDE;
    const texts = [title, ...paragraphs.slice(from, from + PARAGRAPHS_PER_SLIDE)];
    return [
      part(`slides/slide${number}`, 'sld', shapes(texts)),
      relationships(`ppt/slides/_rels/slide${number}.xml.rels`, [['slideLayout', '../slideLayouts/slideLayout1.xml']]),
    ];
  });
  const slideIds = numbers.map((number) => `<p:sldId id="${255 + number}" r:id="rId${1 + number}"/>`).join('');
  return [
    contentTypes([
      ['ppt/presentation.xml', 'presentationml.presentation.main'],
      ['ppt/slideMasters/slideMaster1.xml', 'presentationml.slideMaster'],
      ['ppt/slideLayouts/slideLayout1.xml', 'presentationml.slideLayout'],
      ['ppt/theme/theme1.xml', 'theme'],
      ...numbers.map((number) => [`ppt/slides/slide${number}.xml`, 'presentationml.slide'] as const),
    ]),
    relationships('_rels/.rels', [['officeDocument', 'ppt/presentation.xml']]),
    relationships('ppt/_rels/presentation.xml.rels', [
      ['slideMaster', 'slideMasters/slideMaster1.xml'],
      ...numbers.map((number) => ['slide', `slides/slide${number}.xml`] as const),
    ]),
    part(
      'presentation',
      'presentation',
      `<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>${slideIds}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>`,
    ),
    part(
      'slideMasters/slideMaster1',
      'sldMaster',
      `${shapes([])}<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>`,
    ),
    relationships('ppt/slideMasters/_rels/slideMaster1.xml.rels', [
      ['slideLayout', '../slideLayouts/slideLayout1.xml'],
      ['theme', '../theme/theme1.xml'],
    ]),
    part('slideLayouts/slideLayout1', 'sldLayout', shapes([])),
    relationships('ppt/slideLayouts/_rels/slideLayout1.xml.rels', [
      ['slideMaster', '../slideMasters/slideMaster1.xml'],
    ]),
    { name: 'ppt/theme/theme1.xml', content: THEME },
    ...slides,
  ];
}

const part = (name: string, element: string, inner: string): ZipEntry => ({
  name: `ppt/${name}.xml`,
  content: `${XML}<p:${element} ${NAMESPACES}>${inner}</p:${element}>`,
});

/** The shapes of a slide: one text box with all texts. */
function shapes(texts: readonly string[]): string {
  const paragraphs = texts.map((text) => `<a:p><a:r><a:t>${xmlText(text)}</a:t></a:r></a:p>`).join('');
  const box = `<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="457200" y="457200"/><a:ext cx="8229600" cy="5943600"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/>${paragraphs}</p:txBody></p:sp>`;
  return `<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>${texts.length > 0 ? box : ''}</p:spTree></p:cSld>`;
}

const COLOURS = 'dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink'
  .split(' ')
  .map((name, index) => `<a:${name}><a:srgbClr val="${index % 2 === 0 ? '222222' : 'FFFFFF'}"/></a:${name}>`)
  .join('');
const FONT = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>';
const three = (inner: string) => inner.repeat(3);
const FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
const THEME = `${XML}<a:theme xmlns:a="${DRAWING}" name="Plain"><a:themeElements><a:clrScheme name="Plain">${COLOURS}</a:clrScheme><a:fontScheme name="Plain"><a:majorFont>${FONT}</a:majorFont><a:minorFont>${FONT}</a:minorFont></a:fontScheme><a:fmtScheme name="Plain"><a:fillStyleLst>${three(FILL)}</a:fillStyleLst><a:lnStyleLst>${three(`<a:ln>${FILL}</a:ln>`)}</a:lnStyleLst><a:effectStyleLst>${three('<a:effectStyle><a:effectLst/></a:effectStyle>')}</a:effectStyleLst><a:bgFillStyleLst>${three(FILL)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`;
