const SIZE = 12;

/** The pages of one list: the same addresses as every other tool of the bench. */
function pages(title, url, items) {
  const count = Math.max(1, Math.ceil(items.length / SIZE));
  const address = (number) => (number === 1 ? url : `${url}page/${number}/`);
  return Array.from({ length: count }, (_, index) => ({
    title,
    url: address(index + 1),
    items: items.slice(index * SIZE, (index + 1) * SIZE),
    newer: index > 0 ? address(index) : "",
    older: index + 1 < count ? address(index + 2) : "",
  }));
}

/** Stories by what `keys` says of each. */
function grouped(stories, keys) {
  const found = new Map();
  for (const story of stories) {
    for (const key of keys(story)) {
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(story);
    }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

const tagsOf = (story) => story.data.tags.filter((tag) => tag !== "story");
const sectionOf = (story) => [story.data.section];

export default function (config) {
  const newest = (api) => api.getFilteredByTag("story").reverse();
  config.addCollection("newest", newest);
  config.addCollection("bySection", (api) => grouped(newest(api), sectionOf));
  config.addCollection("byTag", (api) => grouped(newest(api), tagsOf));
  config.addCollection("lists", (api) => [
    ...pages("Stories", "/stories/", newest(api)),
    ...grouped(newest(api), sectionOf).flatMap(([name, stories]) => pages(name, `/sections/${name}/`, stories)),
    ...grouped(newest(api), tagsOf).flatMap(([name, stories]) => pages(name, `/tags/${name}/`, stories)),
  ]);
  config.addFilter("values", (object) => Object.values(object));
  config.addFilter("first", (list, count) => list.slice(0, count));
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addShortcode("product", function (id) {
    const product = this.ctx.products[id];
    const link = `<a href="/products/${id}/">${product.title}</a>`;
    return `<aside>${link} <p>${product.brand}</p> <p>${product.description}</p> <p>€${product.price}</p></aside>`;
  });
  return {
    dir: { input: ".", output: "public", includes: "_includes", data: "_data" },
    markdownTemplateEngine: "njk",
    templateFormats: ["md", "njk"],
  };
}
