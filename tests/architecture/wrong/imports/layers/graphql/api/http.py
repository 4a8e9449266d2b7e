from console.views import errors
