(() => {
  const page = document.getElementById("explorer");
  const fetcher = async (asked) => {
    const response = await fetch(page.dataset.endpoint, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Accept": "application/graphql-response+json, application/json;q=0.9",
        "Content-Type": "application/json",
        "X-CSRFToken": page.dataset.csrf,
      },
      body: JSON.stringify(asked),
    });
    return response.json();
  };
  ReactDOM.createRoot(page).render(React.createElement(GraphiQL, { fetcher }));
})();
